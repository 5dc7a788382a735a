import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { MemberPanel } from "@member_loyalty/app/components/member_panel/member_panel";

ProductScreen.components = { ...ProductScreen.components, MemberPanel };
